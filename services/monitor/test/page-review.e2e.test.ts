import { readFile } from 'node:fs/promises'
import { waitFor } from '@aaps-data/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage, type PageUnderTest } from './page/page-under-test.ts'
import { review, reviewed, reviewWithoutRows } from './page/review-scenes.ts'
import { calm, exemplars, guarded } from './page/scenes.ts'

describe('the page of a run that wants a look', () => {
  let browser: Browser
  let shown: PageUnderTest

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    shown = await openPage(browser, review)
  })
  afterEach(() => shown.close())

  const expectText = (text: string | RegExp) => shown.see(text)
  const rows = () => shown.page.locator('.row-item')
  const expectRows = (count: number) =>
    waitFor(async () => ((await rows().count()) === count ? true : undefined), {
      what: `${count} rows`,
    })

  it('shows what changed, before and after, and what is no text in words', async () => {
    await shown.open(`tareas/${reviewed.changed.id}`)
    await shown.page.getByRole('heading', { name: 'Qué cambió' }).waitFor()
    const update = rows().filter({ hasText: 'id_epsa=12' }).filter({ hasText: 'fax' })
    expect(await update.locator('del').allTextContents()).toEqual([
      'antes: 2-2110458',
      'antes: 2-2110459',
    ])
    expect(await update.locator('ins').allTextContents()).toEqual([
      'después: 2-2117700',
      'después: sin valor',
    ])
    await expectText('texto vacío')
    await rows().getByRole('button', { name: 'Ver todo' }).click()
    await expectText(/nota AAPS\/DER\/2025-118/)
  })

  it('filters changes by operation, table, column and key, and says when none is left', async () => {
    await shown.open(`tareas/${reviewed.changed.id}`)
    await expectRows(7)
    await shown.page.getByRole('button', { name: 'Modificadas 3' }).click()
    await expectRows(3)
    await shown.page.getByRole('combobox', { name: /^Tabla/ }).selectOption('epsa')
    await expectRows(2)
    await shown.page.getByLabel('Columna modificada').selectOption('razon_social')
    await expectRows(1)
    await shown.page.getByLabel('La clave contiene').fill('999')
    await expectText('Ningún cambio cumple el filtro')
    await shown.page.getByRole('button', { name: 'Quitar los filtros' }).click()
    await expectRows(7)
  })

  it('leads to the file of what is filtered, in the language of the page', async () => {
    await shown.open(`tareas/${reviewed.changed.id}`)
    await shown.page.getByRole('button', { name: 'Borradas 1' }).click()
    const link = shown.page.getByRole('link', { name: 'Descargar CSV' })
    expect(await link.getAttribute('href')).toBe(
      `${shown.server.url}/api/v1/runs/${reviewed.changed.id}/changes.csv?language=es&operation=delete`,
    )
    const [download] = await Promise.all([shown.page.waitForEvent('download'), link.click()])
    expect(await readFile(await download.path(), 'utf8')).toBe('fixture')
  })

  it('says plainly how many of how many changes were kept', async () => {
    await shown.open(`tareas/${reviewed.previewed.id}`)
    await shown.page.getByRole('heading', { name: 'Qué cambiaría' }).waitFor()
    await expectText(/Aquí están 30 de 1\.327 cambios/)
  })

  it('tells a preview from a run that a guard holds, and how old it is', async () => {
    await shown.open('tareas')
    await shown.page.locator('.run-row').filter({ hasText: 'Simulada' }).getByRole('link').click()
    await shown.page.waitForURL(/tareas\/6f1c/)
    await expectText('La simulación está lista: una persona puede aplicarla o descartarla')
    await expectText(/La foto de la fuente es de.*hace 3 h.*Lo que cambió después/)
    expect(await shown.page.getByText('Retenida', { exact: true }).count()).toBe(0)
  })

  it('tells what was noticed and who does what about it', async () => {
    await shown.open(`tareas/${reviewed.changed.id}`)
    await expectText('La fuente cambió después de la foto que se aplicó')
    await expectText('Alguien cambió a mano filas de AAPS-DATA')
    await expectText('418; 77')
    await shown.page.getByRole('button', { name: 'English' }).click()
    await expectText('The source changed after the snapshot that was applied')
  })

  it('shows a notice that it does not know with its code and its details', async () => {
    const notice = { code: 'FROM_THE_FUTURE', table: 'epsa', details: { moons: 2 } }
    shown.server.show({ ...review, runs: [{ ...reviewed.changed, notices: [notice] }] })
    await shown.open(`tareas/${reviewed.changed.id}`)
    await expectText('Aviso no catalogado')
    await expectText('FROM_THE_FUTURE')
    await expectText('moons')
  })

  it('leaves out the details of an error that has none', async () => {
    shown.server.show(guarded)
    await shown.open(`tareas/${exemplars.held.id}`)
    await expectText('Un resguardo detuvo la ejecución. Abajo está lo que cambiaría en cada tabla.')
    await shown.page.getByRole('button', { name: 'Copiar informe' }).waitFor()
    expect(await shown.page.locator('.error-details').count()).toBe(0)
  })

  it('says why rows were rejected, what became of them, and which run no longer had them', async () => {
    await shown.open(`tareas/${reviewed.rejected.id}`)
    await expectText(/Por estas filas no se aplicó nada/)
    await expectText(/Hay 2\.415 filas; aquí están 1\.003/)
    await expectText('El valor «104.2» de la columna «cobertura_agua» debe estar entre 0 y 100.')
    await expectText('fila 3')
    await shown.page.getByLabel('Situación').selectOption('solved')
    await expectRows(1)
    await shown.page.getByRole('link', { name: 'una tarea posterior' }).click()
    await shown.page.waitForURL(/000000000001$/)
  })

  it('says that a run found nothing to do, and how that is known', async () => {
    await shown.open(`tareas/${reviewed.verified.id}`)
    await expectText('Sin cambios, verificado')
    await expectText('Verificada por huella: no hizo falta leer ninguna fila')
    await expectText('38 de 38 tablas son iguales, comprobado por sus huellas')
  })

  it('goes on without the rows when they cannot be read, and reads them at a press', async () => {
    shown.server.show(reviewWithoutRows)
    await shown.open(`tareas/${reviewed.changed.id}`)
    await expectText('Constancia')
    const retry = shown.page.getByRole('button', { name: 'Intentar de nuevo' })
    await retry.waitFor()
    shown.server.show(review)
    await retry.click()
    await expectRows(7)
  })

  it('asks for a preview, and for the mode that was chosen where there is a choice', async () => {
    shown.server.show({ ...calm, role: 'operator' })
    await shown.open()
    const card = (name: string) => shown.page.getByRole('article', { name })
    expect(await card('Registro de EPSAs').getByLabel('Leer').count()).toBe(0)
    await card('Registro de EPSAs').getByRole('button', { name: 'Simular' }).click()
    await card('Seguimiento regulatorio').getByLabel('Leer').selectOption('full')
    await card('Seguimiento regulatorio').getByRole('button', { name: 'Sincronizar' }).click()
    await waitFor(() => (shown.server.requests.length === 2 ? true : undefined), {
      what: 'both requests',
    })
    expect(shown.server.requests.map(({ dataset, body }) => ({ dataset, body }))).toEqual([
      { dataset: 'registro', body: { preview: true } },
      { dataset: 'seguimiento', body: { mode: 'full' } },
    ])
  })
})
