import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, type Program } from './find-program.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/** Finds Chromium (CHROMIUM_PATH, installed, fetched), with fonts to draw text when fetched. */
export async function findChromium(settings: LocalSettings): Promise<Program> {
  return await findProgram(
    {
      variable: 'CHROMIUM_PATH',
      installedAt: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
      debian: {
        name: 'chromium',
        packages: ['chromium', 'fonts-dejavu-core'],
        adapt: writeFontConfiguration,
      },
      unpacked: (root) => ({
        // Not usr/bin/chromium: that script reads the system's /etc.
        command: join(root, 'usr/lib/chromium/chromium'),
        env: {
          ...unpackedLibraries(root, ['pulseaudio', 'samba', 'nss', 'blas', 'lapack']),
          FONTCONFIG_FILE: join(root, 'fonts.conf'),
        },
      }),
    },
    settings,
  )
}

/** The packages' own configuration names absolute folders of the system. */
function writeFontConfiguration(unpacked: string, place: string): void {
  const family = (generic: string, font: string): string =>
    `  <alias><family>${generic}</family><prefer><family>${font}</family></prefer></alias>\n`
  mkdirSync(join(unpacked, 'font-cache'), { recursive: true })
  writeFileSync(
    join(unpacked, 'fonts.conf'),
    '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n' +
      `  <dir>${join(place, 'usr/share/fonts')}</dir>\n` +
      `  <cachedir>${join(place, 'font-cache')}</cachedir>\n` +
      family('sans-serif', 'DejaVu Sans') +
      family('serif', 'DejaVu Serif') +
      family('monospace', 'DejaVu Sans Mono') +
      '</fontconfig>\n',
  )
}
