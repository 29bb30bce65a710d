#!/bin/sh
# Chromium as it runs for an ordinary user. Started by root it gives its sound threads real-time priority (SCHED_RR) and others a better nice
# value: a few browsers on few cores then starve their own pages and the tests.
exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice "${CHROMIUM_PATH:-/usr/bin/chromium}" "$@"
