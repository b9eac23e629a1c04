#!/usr/bin/env node
'use strict'

// Stands in the repository, so that installing links the command before the first build.
require('../dist/main.js')
