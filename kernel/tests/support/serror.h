/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef SERROR_H
#define SERROR_H

/*
 * Vectors for EL2, by which `hvc` in EL1 makes an SError pending there.
 * Clobbers x0.
 */
extern const char serror_vectors[];

#endif
