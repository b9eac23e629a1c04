// Loaded into a service before its own code: its wall clock is wrong by SKEW_MS, and steps by
// STEP_MS more at SIGWINCH. The monotonic clock stays as it is, as on a machine whose clock is set.
const TrueDate = Date
let skewMs = Number(process.env.SKEW_MS ?? 0)
process.on('SIGWINCH', () => {
  skewMs += Number(process.env.STEP_MS ?? 0)
  process.stderr.write(`clock stepped, off by ${skewMs} ms\n`)
})

globalThis.Date = class extends TrueDate {
  constructor(...values) {
    if (values.length === 0) super(TrueDate.now() + skewMs)
    else super(...values)
  }
  static now() {
    return TrueDate.now() + skewMs
  }
}
