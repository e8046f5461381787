// One DER element written in ways that DER forbids (X.690 section 10.1), for readers that should
// not take them.
#pragma once

#include <string_view>

#include "core/bytes.h"

namespace shakedown::handshake::damage {

/// `der` with a length of four octets ("ber-long-length"), with an end mark in place of a length
/// ("ber-indefinite") or with octets behind it ("trailing-der"). Empty for another form or what is
/// no element.
Bytes Sloppy(std::string_view form, ByteSpan der);

}  // namespace shakedown::handshake::damage
