import { signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'info' | 'failing'
}

const shownMs = 9_000
let lastId = 0

export const toasts = signal<readonly Toast[]>([])

/** Takes a message away before its time. */
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** Shows, and has screen readers say, a short message; what went wrong stays until dismissed. */
export function showToast(text: string, tone: Toast['tone'] = 'info'): void {
  const id = (lastId += 1)
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }]
  if (tone === 'info') setTimeout(dismissToast, shownMs, id)
}
