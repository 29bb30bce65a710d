/** One line for each transition of the process. Counts only: no name, address, room, token or path ever goes in. */
export const log = (line: string): void => console.log(`relay: ${line}`);
