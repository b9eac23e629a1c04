import { runClaimed, type ClaimedRun } from './struck-run.ts'

/** Runs at once what its argument lists. Its process is killed before any of them ends. */
async function main(argument = ''): Promise<void> {
  const runs = JSON.parse(argument) as readonly ClaimedRun[]
  await Promise.all(runs.map(runClaimed))
}

void main(process.argv[2])
