const tasks: (() => Promise<void>)[] = [];

/** Does this once the test file that is running has ended, the latest task first. */
export function atEndOfFile(task: () => Promise<void>): void {
  tasks.push(task);
}

/** Does what the file has left to do. Modules outlive a file, so each file's set-up asks for this anew. */
export async function endFile(): Promise<void> {
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task();
}
