import { ApiError, callApi } from '../../session/api.ts'
import { showToast } from '../../shell/toasts.ts'
import { holdText } from './hold-texts.ts'

/** Tells the monitor what a person decided. The page follows when the ledger tells of it. */
export async function decideHeld(
  runId: string,
  decision: 'approve' | 'discard',
  note: string,
): Promise<void> {
  try {
    await callApi(`runs/${runId}/${decision}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(note === '' ? {} : { note }),
    })
  } catch (error) {
    const { status = 0, code = '' } = error instanceof ApiError ? error : {}
    showToast(status === 409 ? holdText('hold.late') : holdText('hold.failed', { code }), 'failing')
  }
}
