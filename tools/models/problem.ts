/** What the person at the terminal has to know or do; the message says it. */
export class ModelProblem extends Error {}
