// Shapes differ as much as colours do, so that a state is known without seeing its colour.
const paths = {
  check: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.3l2.8 2.8L16 9.5',
  cross: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM9 9l6 6m0-6-6 6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2',
  play: 'M7.5 4.8v14.4L19 12z',
  queue: 'M4 6h16M4 12h11M4 18h6',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  pause: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M10 9v6M14 9v6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  plus: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v8M8 12h8',
  minus: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12h8',
  pencil: 'm4 20 1-4.5L16 4.5l3.5 3.5-11 11z',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  slash: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M6 6l12 12',
  dashed:
    'M9.7 3.3a9 9 0 0 1 4.6 0M18 5.3a9 9 0 0 1 2.4 4M20.4 14.7a9 9 0 0 1-2.4 4M14.3 20.7a9 9 0 0 1-4.6 0M6 18.7a9 9 0 0 1-2.4-4M3.6 9.3A9 9 0 0 1 6 5.3',
  send: 'M4 12 20 4l-4.5 16-4-6.5zM11.5 13.5 20 4',
  warning: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1',
  sync: 'M4.5 10a8 8 0 0 1 14-3.5L20.5 9M20.5 4v5h-5M19.5 14a8 8 0 0 1-14 3.5L3.5 15M3.5 20v-5h5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  close: 'M6 6l12 12M18 6 6 18',
  right: 'M9 5l7 7-7 7',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20.5a7.5 7.5 0 0 1 15 0',
  offline:
    'M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M2 9a14 14 0 0 1 4-2.5M15.5 10.4A10 10 0 0 1 19 12.5M12 5c3.8 0 7.3 1.5 10 4M8.5 16a5 5 0 0 1 6 0M12 19.5v.1',
} as const

export type IconName = keyof typeof paths

/** Decoration beside a word; never the only sign of anything. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} fill={name === 'play' ? 'currentcolor' : undefined} />
    </svg>
  )
}
