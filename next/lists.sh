#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Makes lists for measure, by format 1: lists.sh FOLDER NAME=ELF... (or NAME=map:FILE)
set -e
cd "$(dirname "$0")/.."
folder=$1; shift
mkdir -p "$folder"
gcc -O2 -Ilib/include -Ilib -o "$folder/dump" next/test/dump.c lib/*.c
for pair in "$@"; do
	name=${pair%%=*} file=${pair#*=}
	case $file in
	map:*) build/ksym table --names mangled --map "${file#map:}" -o "$folder/$name.k1" ;;
	*) build/ksym table --names mangled "$file" -o "$folder/$name.k1" ;;
	esac
	"$folder/dump" "$folder/$name.k1" > "$folder/$name.list"
done
