// TLS with a proxy itself (https:// hops): a plain client whose only opinion is whether the proxy
// may be told a password.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "handshake/client_key_log.h"
#include "handshake/client_server_check.h"
#include "net/transport.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// How securing a hop ended.
struct SecuredHop {
  std::unique_ptr<net::Transport> transport;  ///< null if TLS does not stand
  net::Exchange end = net::Exchange::kDone;
  std::string failure;              ///< if there is no transport: one phrase, printable
  std::string version;              ///< "TLSv1.3"
  std::string certificate_problem;  ///< why the proxy's certificate is not trusted; empty: it is
};

/// Thread-safe. The proxy's certificate is trusted if the system's store or the one that servers
/// are checked against leads to it, it is valid today and bears the proxy's name.
class ProxyTls final {
 public:
  /// Both borrowed; they outlive this object.
  ProxyTls(KeyLog* key_log, ServerChecker* servers) : key_log_(key_log), servers_(servers) {}

  /// TLS with the proxy called `host` (name or IP literal) over `lower`. TLS 1.2 or later, no
  /// client certificate, HTTP/1.1. A certificate that is not trusted ends nothing.
  SecuredHop Secure(std::unique_ptr<net::Transport> lower, const std::string& host,
                    Deadline deadline);

 private:
  SSL_CTX* Context();
  std::string CertificateProblem(const SSL* ssl, const std::string& host);

  KeyLog* const key_log_;
  ServerChecker* const servers_;
  std::mutex mutex_;  ///< guards the making of what follows
  ossl::SslCtxPtr context_;
  std::unique_ptr<ServerChecker> system_;
};

}  // namespace shakedown::handshake
