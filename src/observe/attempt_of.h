// A connection between others as an attempt of ours, so that the same diagnosis holds for both.
#pragma once

#include <vector>

#include "attempt/attempt.h"
#include "observe/observation.h"
#include "ossl/handles.h"
#include "pki/chain.h"

namespace shakedown::observe {

/// What is known besides the octets.
struct ObserverKnowledge {
  pki::TrustStorePtr client_trust;  ///< what the server trusts; may be null
  /// The chain of the certificate that the client is believed to hold, leaf first; may be empty. It
  /// takes the place of what was sent where nothing was sent.
  std::vector<ossl::X509Ptr> client_chain;
};

/// The attempt: the spec from ClientHello and requests, the identity from the client's Certificate.
attempt::Attempt AttemptOf(const Observation& seen, const ObserverKnowledge& knowledge = {});

}  // namespace shakedown::observe
