import fc from 'fast-check';

// A run is repeatable: the same commit gives the same result. `FC_SEED=random` looks elsewhere, `FC_SEED=17` at one place again.
const given = process.env['FC_SEED'];
if (given !== 'random') fc.configureGlobal({ seed: given === undefined ? 20_261_124 : Number(given) });
