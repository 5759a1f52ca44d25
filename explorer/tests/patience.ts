// How long the browser tests wait for what must come. It ends only what hangs: a machine that others use may stand
// still for half a minute.

/** Milliseconds for one wait. */
export const PATIENCE = 300_000;

/** Milliseconds for a whole test. */
export const TEST_PATIENCE = 3 * PATIENCE;
