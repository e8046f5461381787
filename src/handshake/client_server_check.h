// Our own opinion of the certificate that the server presents: recorded, never enforced.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "attempt/trace.h"
#include "pki/chain.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake {

/// Thread-safe; what was found out about a chain is remembered for a minute, so that many
/// handshakes with one server parse and verify it once.
class ServerChecker final {
 public:
  /// `trust` may be null: then only facts, validity and the name are looked at.
  explicit ServerChecker(pki::TrustStorePtr trust) : trust_(std::move(trust)) {}

  /// Reads and checks the chain of `message` for a server called `name` (host name or IP literal).
  attempt::ServerChecked Check(const tls::CertificateMessage& message, const std::string& name);

 private:
  struct Entry {
    attempt::ServerChecked checked;
    SteadyTime until;
  };

  const pki::TrustStorePtr trust_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Entry>> entries_;
};

}  // namespace shakedown::handshake
