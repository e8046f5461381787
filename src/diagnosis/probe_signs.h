// What probes among the other attempts say about the server: they narrow what its refusal may mean.
#pragma once

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// Whether the server holds a trust anchor of the name at the top of the presented chain.
enum class Anchor {
  kUnknown,  ///< not asked, or the answer tells nothing
  kHeld,     ///< it tried the signature of a throw-away certificate below that name
  kNotHeld,  ///< it knows no such authority with this kind of key, or has no revocation list of it
  kStale,    ///< it found a throw-away certificate of today expired
};

/// The authority that the presented chain leads to, by name; null if there is no chain or it is a
/// self-signed certificate. Borrowed from the identity.
const tls::DistinguishedName* AnchorName(const Case& c);

/// Whether the refusal's words are of a kind that tells a known authority from an unknown one:
/// OpenSSL's alerts, or those of a stack that nobody recognised.
bool SpeaksOfAnchors(const Case& c);

/// What the trust probe showed.
Anchor AnchorShown(const Case& c);

/// The key identifier of that authority by the presented chain, hex; empty if it has none.
std::string TopKeyId(const Case& c);

/// Whether the server's authority of that name was shown to have another key than the one that the
/// presented chain refers to.
bool KeyDiffers(const Case& c);

/// Narrows the reading of the refusal by all probes among `c->others`.
void ReadProbes(Case* c);

}  // namespace shakedown::diagnosis
