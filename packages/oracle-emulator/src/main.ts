import { parseArgs } from 'node:util'
import { generations, type Generation } from './protocol/generations.ts'
import { startOracleEmulator } from './start-oracle-emulator.ts'

const usage = `Runs an emulated Oracle in a process of its own, until it is told to stop.

  main.ts --postgres-url URL [--port 1521] [--host 127.0.0.1] [--generation 19c]
          [--service EMULATOR] [--user NAME] [--password-env NAME] [--sdu 8192]

The password is that of the variable named by --password-env (ORACLE_PASSWORD unless it is said).
What it writes first is one line of JSON: { "host", "port", "connectString" }.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'postgres-url': { type: 'string' },
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      generation: { type: 'string', default: '19c' },
      service: { type: 'string', default: 'EMULATOR' },
      user: { type: 'string', default: 'SYNC' },
      'password-env': { type: 'string', default: 'ORACLE_PASSWORD' },
      sdu: { type: 'string', default: '8192' },
      help: { type: 'boolean', default: false },
    },
  })
  const password = process.env[values['password-env']]
  const postgresUrl = values['postgres-url']
  if (values.help || postgresUrl === undefined || password === undefined) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const { port, host, service, user } = values
  const emulator = await startOracleEmulator({
    postgresUrl,
    generation: generationOf(values.generation),
    users: { [user]: { password } },
    service,
    host,
    port: Number(port),
    sdu: Number(values.sdu),
  })
  console.log(JSON.stringify({ host, port: emulator.port, connectString: emulator.connectString }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close())
  }
}

function generationOf(name: string): Generation {
  if (!Object.hasOwn(generations, name)) {
    throw new Error(
      `There is no generation ${name}; there are ${Object.keys(generations).join(', ')}`,
    )
  }
  return name as Generation
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
