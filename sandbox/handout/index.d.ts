/**
 * What the scenario of that name (an exported function of public.scenarios.mjs) observed, run on a freshly loaded copy
 * of the solution with that input.
 */
export function act(scenario: string, input?: unknown): Promise<any>;
