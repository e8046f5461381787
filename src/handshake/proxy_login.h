// What a client says to the proxies on its way to be let through: read from where the user keeps
// it, in the form in which it is sent.
#pragma once

#include <vector>

#include "attempt/hop.h"
#include "core/result.h"
#include "pki/secret.h"

namespace shakedown::handshake {

/// The credentials for one hop.
struct HopLogin {
  bool given = false;
  std::string user;
  pki::Secret password;
  pki::Secret authorization;  ///< value of Proxy-Authorization; HTTP only
};

/// One for each hop of `path`. Environment variables are read now. kPassphraseMissing if one is not
/// set, kFormat if its value cannot be sent; no message repeats a value.
Result<std::vector<HopLogin>> ReadLogins(const attempt::Path& path);

}  // namespace shakedown::handshake
