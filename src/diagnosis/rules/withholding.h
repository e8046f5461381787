// What the rules about withheld identities share: one is configured, the server asked, and the
// Certificate on the wire was empty.
#pragma once

#include "diagnosis/case.h"
#include "diagnosis/key_fit.h"

namespace shakedown::diagnosis {

/// The request that a configured identity was withheld from, or null.
inline const tls::CertificateRequest* WithheldFrom(const Case& c) {
  const bool configured = c.identity().present && !c.identity().chain.empty();
  if (!configured || c.identity().unusable || !c.RefusedEmpty()) return nullptr;
  if (c.HasPage(Page::kMisdirected)) return nullptr;
  return c.request()->request;
}

/// Whether the key is the reason: no algorithm or type of the request fits it.
inline bool KeyIsRefused(const Case& c, const tls::CertificateRequest& request) {
  const attempt::KeyFacts& key = c.identity().chain.front().key;
  return KeyFits(key, request) == false || TypeFits(key, request) == false;
}

}  // namespace shakedown::diagnosis
