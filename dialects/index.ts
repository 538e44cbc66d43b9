import { filemail } from './filemail/index.ts';
import { txty } from './txty/index.ts';

/** Every wire protocol that the gateway speaks. */
export const dialects = [filemail, txty];
