export const packetType = { connect: 1, accept: 2, refuse: 4, data: 6, marker: 12 } as const

export const dataFlag = { endOfFile: 0x40, endOfRequest: 0x800, endOfResponse: 0x2000 } as const

export const message = {
  protocol: 1,
  dataTypes: 2,
  call: 3,
  error: 4,
  rowHeader: 6,
  rowData: 7,
  parameter: 8,
  status: 9,
  lobData: 14,
  describe: 16,
  piggyback: 17,
  bitVector: 21,
  endOfRequest: 29,
  fastAuth: 34,
} as const

export const call = {
  reexecute: 4,
  fetch: 5,
  logoff: 9,
  commit: 14,
  rollback: 15,
  reexecuteAndFetch: 78,
  execute: 94,
  lob: 96,
  closeCursors: 105,
  authTwo: 115,
  authOne: 118,
  cancelCursors: 120,
  endToEnd: 135,
  ping: 147,
  setSchema: 152,
} as const

export const executeOption = {
  bind: 0x08,
  define: 0x10,
  fetch: 0x40,
  commit: 0x100,
  describe: 0x20000,
} as const
