// Which program this is.
#pragma once

#include <string>

namespace shakedown::cli {

inline constexpr const char* kVersion = "0.1.0";

/// "OpenSSL 3.0.19 27 Jan 2026": the library that performs the handshakes.
std::string TlsLibrary();

}  // namespace shakedown::cli
