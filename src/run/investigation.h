// One identity against one target: the handshake as asked, then probes until the cause is settled,
// a limit is reached or nothing more can be learned. What `shakedown explain` does.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "core/result.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/probe.h"
#include "handshake/client.h"
#include "pki/chain.h"
#include "pki/identity.h"

namespace shakedown::run {

struct InvestigationOptions {
  attempt::HandshakeSpec spec;    ///< the handshake as asked; its timeouts hold for each handshake
  pki::IdentityPtr identity;      ///< null: none is configured
  std::optional<Error> unusable;  ///< the identity could not be loaded: why
  pki::TrustStorePtr client_trust;  ///< what the server trusts (--client-ca, --crl); may be null
  pki::TrustStorePtr server_trust;  ///< --server-ca or the system's store
  std::string as_profile;           ///< take this client's place; empty: present what is given
  int as_holds = 1;                 ///< certificates that the profile's client could choose from
  bool probes = true;
  int max_probes = 12;
  Milliseconds timeout{15000};  ///< for everything together
  std::string keylog_file;
  /// Borrowed, may be null: once it is not 0 no further handshake is begun. What was found until
  /// then is returned.
  const std::atomic<int>* interrupt = nullptr;
};

/// What was tried and what it comes to.
struct Investigation {
  std::vector<attempt::Attempt> attempts;  ///< [0] as asked, then the probes
  /// One for each further attempt. With `as_profile` the first may be "as-given": the handshake
  /// that presents what is configured, from which the client's own behaviour was told.
  std::vector<diagnosis::ProbeRecord> probes;
  diagnosis::Diagnosis diagnosis;  ///< of attempts[subject] in the light of all
  /// 0, unless the server chose a protocol in which no request can be made here: then the probe
  /// that made it in HTTP/1.1.
  size_t subject = 0;
};

/// Investigates; ends within `timeout` + 100 ms whatever the server does. An Error only if nothing
/// could be tried (unknown profile, list the library refuses).
Result<Investigation> Investigate(const InvestigationOptions& options);

}  // namespace shakedown::run
