/** One promise of a port, tested without a test framework, so that the same lines run in Node and inside a browser's page. */
export interface ContractCase<P> {
  readonly title: string;
  /** Rejects where the promise is broken. */
  run(port: P): Promise<void>;
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}
