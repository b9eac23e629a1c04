import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchChromium, provideTestProgram, waitFor } from '@aaps-data/testing'
import { createFixtureServer } from './fixture-server.ts'
import { review, reviewed } from './review-scenes.ts'
import { brokerDown, calm, exemplars, guarded, troubled, type Scene } from './scenes.ts'

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
  { name: 'estado-telefono', scene: calm, path: '', width: 360, scheme: 'dark' },
  { name: 'tareas', scene: troubled, path: 'tareas', scheme: 'dark' },
  { name: 'tarea-fallida', scene: troubled, path: `tareas/${exemplars.failed.id}` },
  { name: 'tarea-en-curso', scene: troubled, path: `tareas/${exemplars.running.id}` },
  { name: 'tarea-terminada', scene: calm, path: `tareas/${exemplars.succeeded.id}` },
  { name: 'tarea-retenida', scene: guarded, path: `tareas/${exemplars.held.id}` },
  { name: 'tarea-cambios', scene: review, path: `tareas/${reviewed.changed.id}` },
  { name: 'tarea-simulada', scene: review, path: `tareas/${reviewed.previewed.id}` },
  {
    name: 'tarea-simulada-telefono',
    scene: review,
    path: `tareas/${reviewed.previewed.id}`,
    width: 360,
    scheme: 'dark',
  },
  { name: 'tarea-rechazos', scene: review, path: `tareas/${reviewed.rejected.id}`, scheme: 'dark' },
  { name: 'tarea-sin-cambios', scene: review, path: `tareas/${reviewed.verified.id}` },
  { name: 'tareas-simulada', scene: review, path: 'tareas' },
  { name: 'status-english', scene: brokerDown, path: '', language: 'en' },
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
    await waitFor(async () => (await page.locator('.loading').count()) === 0, { what: 'content' })
    await page.screenshot({ path: join(directory, `${name}.png`), fullPage: width > 500 })
    await context.close()
    await server.close()
  }
  await browser.close()
}

void takeScreenshots(
  process.argv[2] ?? join(__dirname, '../../../../docs/screenshots'),
  process.argv[3],
)
