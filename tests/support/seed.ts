/**
 * The seed of all property tests. `npm test` takes always the same one, so that it says the same of the same code; `npm run fuzz` goes on with
 * others (docs/decisions/0020).
 */
import fc from 'fast-check';

const FIXED = 20_261_126;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FUZZ_SEED'] ?? FIXED) });
