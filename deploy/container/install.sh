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
    python3 -m venv "$3"
    cd "$2"
    ln -s "$3" .venv # what the package is made with is what it runs with, so both are installed once
    PIP_NO_COMPILE=1 make dist
    pip="$3/bin/pip --quiet --disable-pip-version-check"
    $pip uninstall --yes -r requirements/build.txt -r requirements/node.txt 2>/dev/null
    $pip install --no-compile --require-hashes -r requirements/runtime.txt # of what both asked for
    $pip install --no-compile --no-deps --force-reinstall dist/*.whl
    "$3/bin/python" -m compileall -q -j 0 "$3/lib" # nobody can write there later
    ;;
prepare)
    with_packages python3 ca-certificates ffmpeg espeak-ng # recordings are prepared, and dubs spoken
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
