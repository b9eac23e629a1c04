import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { spawnNode } from '@aaps-data/testing'

const nodeOptions = ['-C', '@aaps-data/source', '--import', 'tsx']
const file = join(__dirname, 'watchdog-fixture.ts')

describe('the watchdog', () => {
  it.each(['stuck', 'idle'])(
    'ends a process whose attempt does not end, also when it is %s',
    async (how) => {
      const { process, lines } = spawnNode({ nodeOptions, file, args: [how], env: {} })
      const [code, signal] = (await once(process, 'close')) as [number | null, string | null]

      expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
      expect(lines).toContain(
        'The second attempt did not end within its hard limit: the process ends',
      )
      expect(lines.join('\n')).not.toContain('The first attempt')
      expect(lines.includes('Still there')).toBe(how === 'idle')
    },
  )
})
