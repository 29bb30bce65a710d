/**
 * `npm run bench`: all benchmarks but the long one; `npm run bench -- mesh relay`: those by their names; `npm run bench -- help` says which there are.
 * Each prints a table.
 */
type Benches = Readonly<Record<string, () => Promise<void>>>;

const benches: Benches = {
  mesh: async () => (await import('./mesh/run.ts')).runMesh(),
  outage: async () => (await import('./outage.ts')).runOutage(),
  nat: async () => (await import('./nat.ts')).runNat(),
  relay: async () => void (await (await import('./relay.ts')).run()),
  interview: async () => (await import('./interview-bytes.ts')).runInterviewBytes(),
  capacity: async () => (await import('./capacity.ts')).runCapacity(),
  page: async () => (await import('./page-load.ts')).runPageLoad(),
  lines: async () => (await import('./lines/run.ts')).runLines(),
  streams: async () => (await import('./streams/run.ts')).runStreams(),
  documents: async () => (await import('./documents.ts')).runDocuments(),
  kills: async () => (await import('./kills.ts')).runKills(),
  summary: async () => (await import('./summary.ts')).runSummary(),
  transcript: async () => (await import('./transcript.ts')).runTranscript(),
  background: async () => (await import('./background.ts')).runBackground(),
};
/** Run only where it is asked for by its name. */
const long: Benches = {
  soak: async () => (await import('./soak/run.ts')).runSoak(),
};
const HELP = `npm run bench -- NAME…: ${Object.keys(benches).join(', ')}; without a name all of these.
Only by its name, since it takes an hour (SOAK_MINUTES=60): ${Object.keys(long).join(', ')}.`;

const known = { ...benches, ...long };
const asked = process.argv.slice(2);
if (asked.some((name) => ['help', '--help', '-h'].includes(name))) {
  console.log(HELP);
  process.exit(0);
}
const unknown = asked.filter((name) => !(name in known));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}. ${HELP}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(asked.length > 0 ? known : benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n## ${name}`);
  await run();
}

export {}; // a module, for the awaits above
