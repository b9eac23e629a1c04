import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchChromium, provideTestProgram } from '@aaps-data/testing'
import { createFixtureServer } from './fixture-server.ts'
import { brokerDown, calm, exemplars, troubled, type Scene } from './scenes.ts'

interface Shot {
  readonly name: string
  readonly scene: Scene
  readonly path: string
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  readonly language?: 'es' | 'en'
}

const shots: readonly Shot[] = [
  { name: 'estado', scene: troubled, path: '' },
  { name: 'estado-al-dia', scene: calm, path: '' },
  { name: 'estado-oscuro', scene: troubled, path: '', scheme: 'dark' },
  { name: 'estado-telefono', scene: troubled, path: '', width: 360 },
  { name: 'estado-rabbitmq', scene: brokerDown, path: '' },
  { name: 'status-english', scene: calm, path: '', language: 'en' },
  { name: 'tareas', scene: troubled, path: 'tareas' },
  { name: 'tareas-telefono', scene: troubled, path: 'tareas', width: 360, scheme: 'dark' },
  { name: 'tarea-fallida', scene: troubled, path: `tareas/${exemplars.failed.id}` },
  { name: 'tarea-por-reintentar', scene: troubled, path: `tareas/${exemplars.waiting.id}` },
  {
    name: 'tarea-fallida-telefono',
    scene: troubled,
    path: `tareas/${exemplars.failed.id}`,
    width: 360,
  },
  { name: 'tarea-en-curso', scene: troubled, path: `tareas/${exemplars.running.id}` },
  { name: 'tarea-terminada', scene: calm, path: `tareas/${exemplars.succeeded.id}` },
  {
    name: 'run-english-dark',
    scene: calm,
    path: `tareas/${exemplars.succeeded.id}`,
    scheme: 'dark',
    language: 'en',
  },
  { name: 'auditoria', scene: calm, path: 'auditoria' },
  { name: 'ayuda', scene: calm, path: 'ayuda/SOURCE_UNREACHABLE' },
]

/** Takes the screenshots of the documentation, of the built page over fixed scenes. */
async function takeScreenshots(directory: string, only: string | undefined): Promise<void> {
  await mkdir(directory, { recursive: true })
  await provideTestProgram('chromium', process.env)
  const browser = await launchChromium()
  for (const { name, scene, path, width = 1_280, scheme = 'light', language = 'es' } of shots) {
    if (only !== undefined && !name.includes(only)) continue
    const server = await createFixtureServer(scene)
    const context = await browser.newContext({
      viewport: { width, height: width < 500 ? 780 : 860 },
      deviceScaleFactor: width < 500 ? 2 : 1,
      colorScheme: scheme,
      reducedMotion: 'reduce',
    })
    await context.addInitScript(`localStorage.setItem('language', '${language}')`)
    const page = await context.newPage()
    await page.goto(`${server.url}/${path}`)
    await page.locator('.link-state.connected').waitFor()
    await page.locator('main h1').waitFor()
    await page.locator('.loading').waitFor({ state: 'detached' })
    await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true })
    await context.close()
    await server.close()
  }
  await browser.close()
}

void takeScreenshots(
  process.argv[2] ?? join(__dirname, '../../../../docs/screenshots'),
  process.argv[3],
)
