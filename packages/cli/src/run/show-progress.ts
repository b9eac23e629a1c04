import type { ProgramContext } from '../program-context.ts'
import { progressLine, progressText, stageOf, type RunView } from './progress-text.ts'

const redrawMs = 500
const linesApartMs = 10_000

/** Shows how a run stands, on standard error. */
export interface ProgressDisplay {
  /** Takes what is known; shown at the next redraw. */
  readonly update: (view: Partial<RunView>) => void
  /** Shows what is known now, if it differs. Called by itself twice a second. */
  readonly redraw: () => void
  /** Takes the line of the terminal away. */
  readonly end: () => void
}

/**
 * On a terminal one line that is drawn over, at most twice a second. Elsewhere a line whenever the
 * state, the attempt or the phase changes, and one in ten seconds while only rows are added.
 */
export function showProgress({
  screen,
  note,
  now,
}: Pick<ProgramContext, 'screen' | 'note' | 'now'>): ProgressDisplay {
  let view: RunView = { run: undefined, progress: undefined }
  let noted: { readonly stage: string; readonly text: string; readonly atMs: number } | undefined

  function noteChange(): void {
    const text = progressText(view)
    const stage = stageOf(view)
    const atMs = now().getTime()
    const isDue = noted === undefined || atMs - noted.atMs >= linesApartMs
    if (noted?.text === text || (noted?.stage === stage && !isDue)) return
    noted = { stage, text, atMs }
    note(text)
  }
  function redraw(): void {
    if (screen === undefined) noteChange()
    else screen.draw(progressLine(view, screen.columns()))
  }
  const ticking = setInterval(redraw, redrawMs)
  return {
    update(known) {
      view = { ...view, ...known }
      const isOfAttempt = view.progress?.attempt === view.run?.attempt
      if (!isOfAttempt && view.run !== undefined) view = { ...view, progress: undefined }
    },
    redraw,
    end() {
      clearInterval(ticking)
      screen?.draw('')
    },
  }
}
