// What the extensions of a ClientHello say, for `client_hello.cc`.
#pragma once

#include "tls/client_hello.h"

namespace shakedown::tls {

/// Fills the fields of `hello` that come from `hello->extensions` and appends defects to `errors`.
void ReadClientHelloExtensions(ClientHello* hello, std::vector<DecodeError>* errors);

}  // namespace shakedown::tls
