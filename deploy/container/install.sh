#!/bin/sh
# All that the Containerfile does, as a script: the tests run the same in a clean Debian root.
#   install.sh build SOURCE TARGET   makes the package and installs it into a virtual environment at TARGET
#   install.sh prepare               makes a system ready to run what was built elsewhere
set -eu
export DEBIAN_FRONTEND=noninteractive

with_packages() {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    rm -rf /var/lib/apt/lists/*
}

case "$1" in
build)
    with_packages python3 python3-venv make ca-certificates
    cd "$2"
    PIP_NO_COMPILE=1 make dist # the packages that build are thrown away
    python3 -m venv "$3"
    "$3/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
    "$3/bin/pip" install --quiet --disable-pip-version-check --no-deps dist/*.whl
    ;;
prepare)
    with_packages python3 ca-certificates
    useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin eventapp
    mkdir -p /data /backups
    chown eventapp:eventapp /data /backups
    chmod 700 /data /backups
    ;;
*)
    echo "install.sh build SOURCE TARGET, or install.sh prepare" >&2
    exit 2
    ;;
esac
