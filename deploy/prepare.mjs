import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setInterval } from 'node:timers'
import { fileURLToPath } from 'node:url'

// Runs before anything is installed, so it is plain JavaScript that needs nothing but Node.

const repository = dirname(dirname(fileURLToPath(import.meta.url)))

const inRepository = (...parts) => join(repository, ...parts)
const buildStamp = inRepository('node_modules', '.cache', 'aaps-data-sync-built')

/** Makes the clone ready: installed and built. Ends with a message when that can't be done. */
export async function prepare() {
  requireNode()
  try {
    await ensureInstalled()
    await ensureBuilt()
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}

/** Ends with a message that says what to install when this Node is too old. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`This needs Node 20.19 or later; ${process.execPath} is ${process.version}.`)
  process.exit(1)
}

/** Installs the dependencies that the lockfile names, unless they are there. */
async function ensureInstalled() {
  const installedAt = modifiedAt(inRepository('node_modules', '.package-lock.json'))
  if (installedAt >= modifiedAt(inRepository('package-lock.json'))) return
  await step('Installing the dependencies (npm ci)', () => run('npm', ['ci', '--no-progress']))
}

/** Builds packages, services and page, unless the build is newer than every source. */
async function ensureBuilt() {
  const isBuilt = buildResults().every((file) => existsSync(file))
  if (isBuilt && modifiedAt(buildStamp) > newestSource()) return
  const startedAt = new Date()
  await step('Building (npm run build)', () => run('npm', ['run', '--silent', 'build']))
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, '')
  // What is edited while it builds may have come too late for it.
  utimesSync(buildStamp, startedAt, startedAt)
}

/** Runs a program in the repository with this terminal; throws when it fails. */
async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: repository, stdio: 'inherit', ...options })
  const [status, signal] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? status}`)
}

/**
 * Runs a Node program in the repository with this terminal and ends as it ends. It gets the
 * signals that this process gets, and SIGTERM when npm, which started this process, is gone: npm
 * passes a SIGTERM to its shell alone.
 */
export function become(args) {
  const child = spawn(process.execPath, args, { cwd: repository, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (status) => process.exit(status ?? 1))
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
}

/** Says that a step begins, and how long it took. */
async function step(what, action) {
  const startedAt = performance.now()
  console.error(`  …  ${what}`)
  await action()
  console.error(`  ok ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
}

function workspaces() {
  return ['packages', 'services'].flatMap((kind) =>
    readdirSync(inRepository(kind)).map((name) => ({ kind, folder: inRepository(kind, name) })),
  )
}

function buildResults() {
  return [
    inRepository('services', 'monitor', 'web', 'dist', 'index.html'),
    ...workspaces().map(({ kind, folder }) =>
      join(folder, 'dist', kind === 'services' ? 'main.js' : 'index.js'),
    ),
  ]
}

function newestSource() {
  // Not the folder itself: the first build puts its result into it.
  const web = insideOf(inRepository('services', 'monitor', 'web'))
  const configuration = ['tsconfig.base.json', 'package-lock.json'].map((name) =>
    inRepository(name),
  )
  const sources = workspaces().map(({ folder }) => join(folder, 'src'))
  return Math.max(...[...sources, ...web, ...configuration].map(newestIn))
}

function newestIn(path) {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return 0
  if (!facts.isDirectory()) return facts.mtimeMs
  return Math.max(facts.mtimeMs, ...insideOf(path).map(newestIn))
}

function insideOf(folder) {
  return readdirSync(folder)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .map((name) => join(folder, name))
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
