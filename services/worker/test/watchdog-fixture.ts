import { createWatchdog } from '../src/watchdog.ts'

const watchdog = createWatchdog()
const release = watchdog.guard('The first attempt', 300)
release()
watchdog.guard('The second attempt', 600)
console.log('Guarded')
// An event loop that stands still, as in a defect that never ends.
if (process.argv[2] === 'stuck') {
  for (;;) performance.now()
}
setTimeout(() => console.log('Still there'), 400)
setInterval(() => undefined, 1_000)
