/** The envelope of an answer of Txty that is no error. */
export function success(code: string, members: Readonly<Record<string, unknown>> = {}) {
  return { status: 'success', success: code, ...members };
}

/** The envelope of an error of Txty, with the parameter that it echoes. */
export function failure(code: string, object: string, field: string, sent: string) {
  return { status: 'error', error: code, [object]: { [field]: sent } };
}

export function contactNotFound(sent: number) {
  return failure('CONTACT_NOT_FOUND', 'contact', 'contact', String(sent));
}

export function groupNotFound(sent: number) {
  return failure('GROUP_NOT_FOUND', 'group', 'group', String(sent));
}
