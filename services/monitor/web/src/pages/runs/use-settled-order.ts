import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { settleOrder, type SettledOrder } from '../../runs/settle-order.ts'

const topPx = 160

/**
 * The order of a list that grows at its top, kept still while the reader has scrolled away from
 * there. `filterKey` names the list: another one starts in its own order.
 */
export function useSettledOrder(current: readonly string[], filterKey: string): SettledOrder {
  const reading = useSignal(false)
  const shown = useRef<{ key: string; ids: readonly string[] }>({ key: filterKey, ids: [] })
  useEffect(() => {
    const look = (): void => {
      reading.value = window.scrollY > topPx
    }
    window.addEventListener('scroll', look, { passive: true })
    return () => {
      window.removeEventListener('scroll', look)
    }
  }, [])
  const before = shown.current.key === filterKey ? shown.current.ids : []
  const settled = settleOrder(before, current, reading.value)
  shown.current = { key: filterKey, ids: settled.ids }
  return settled
}
