#include "diagnosis/probe_signs.h"

#include <algorithm>

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

/// A fatal alert that answers a presented certificate, or nothing.
std::optional<AlertDescription> AlertTo(const Other& other) {
  if (other.sent != true || other.verdict.ending != Ending::kServerAlert) return std::nullopt;
  const attempt::AlertSeen& alert = *other.verdict.alert;
  if (alert.phase == attempt::Phase::kBeforeServerHello) return std::nullopt;
  return alert.description;
}

/// The alert that the refusal is read by: its own, or the one of the same question asked again.
std::optional<AlertDescription> OwnAlert(const Case& c) {
  return c.echo != nullptr ? AlertTo(*c.echo) : c.Alert();
}

/// The same certificates, presented to the same host in other circumstances.
bool SameQuestion(const Case& c, const Other& other) {
  const auto& mine = c.identity().chain;
  const auto& theirs = other.attempt->identity.chain;
  return other.same_point && !other.throwaway() && other.sni == c.sni && other.host == c.host &&
         !mine.empty() && mine.size() == theirs.size() && !mine.front().sha256.empty() &&
         mine.front().sha256 == theirs.front().sha256;
}

/// A server that closes without a word in TLS 1.3 may have had one that got lost on the way; the
/// other version's answer is read in its place.
void ReadEcho(Case* c) {
  if (c->verdict.ending != Ending::kClosed) return;
  for (const Other& other : c->others) {
    const auto alert = AlertTo(other);
    if (!alert || !SameQuestion(*c, other)) continue;
    const AilmentSet reading = ReadAlert(*alert, c->dialect.stack);
    if (reading.empty()) continue;
    c->reading = reading;
    c->spoken = true;
    c->echo = &other;
    return;
  }
}

bool SameHost(const Case& c, const Other& other) {
  return other.same_point && other.sni == c.sni && other.host == c.host && !other.resumed;
}

/// A close is as good as a word where the server has words, or a welcome, for clients without a
/// certificate and closes on a certificate that nobody can trust.
void ReadContrast(Case* c) {
  if (c->verdict.ending != Ending::kClosed || c->spoken) return;
  const bool absent = std::any_of(c->others.begin(), c->others.end(), [c](const Other& other) {
    const Ending ending = other.verdict.ending;
    return SameHost(*c, other) && other.sent == false &&
           (ending == Ending::kServerAlert || ending == Ending::kReply ||
            ending == Ending::kAnswer);
  });
  const bool stranger = std::any_of(c->others.begin(), c->others.end(), [c](const Other& other) {
    return SameHost(*c, other) && other.throwaway() && other.sent == true &&
           other.verdict.ending == Ending::kClosed;
  });
  c->spoken = absent && stranger;
}

/// How a throw-away chain is made.
enum class Links {
  kNone,       ///< the leaf alone
  kKeyed,      ///< the leaf alone, referring to a key identifier
  kSelfNamed,  ///< over links that bear the authority's own name: nothing is new but the length
  kStrange,    ///< over intermediates that the server has never heard of
};

Links LinksOf(const std::vector<attempt::CertificateFacts>& chain) {
  if (chain.size() < 2) {
    return chain.front().authority_key_id.empty() ? Links::kNone : Links::kKeyed;
  }
  return chain[1].self_issued ? Links::kSelfNamed : Links::kStrange;
}

/// The throw-away chain of that kind below the name, or null.
const Other* ThrowawayBelow(const Case& c, const tls::DistinguishedName& name, Links links) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const auto& chain = other.attempt->identity.chain;
    return other.throwaway() && other.same_point && other.sni == c.sni && !chain.empty() &&
           !chain.front().self_signed && LinksOf(chain) == links &&
           tls::SameBytes(chain.back().issuer, name);
  });
  return found != c.others.end() ? &*found : nullptr;
}

bool HasDateDefect(const Case& c) {
  return c.Find(Ailment::kExpired) != nullptr || c.Find(Ailment::kNotYetValid) != nullptr;
}

/// What the throw-away's own fate says about the authority it names.
Anchor AnchorOf(const Case& c, const Other& probe) {
  const auto alert = AlertTo(probe);
  if (!alert) return Anchor::kUnknown;
  if (*alert == AlertDescription::kDecryptError) return Anchor::kHeld;
  if (*alert == AlertDescription::kUnknownCa) return Anchor::kNotHeld;
  // Nothing about a throw-away of today has run out: these are OpenSSL's words for the server's own
  // revocation list or authority. Others say the second about anything.
  const bool dated =
      *alert == AlertDescription::kCertificateExpired ||
      (*alert == AlertDescription::kCertificateUnknown && c.dialect.stack == Stack::kOpenSsl);
  return dated && !HasDateDefect(c) ? Anchor::kStale : Anchor::kUnknown;
}

void Narrow(Case* c, AilmentSet reading) {
  // A probe that contradicts the refusal itself has met something else.
  if (!reading.empty()) c->reading = reading;
}

/// Suspicions that names alone gave rise to; proven defects stay.
void DropSuspicions(Case* c) {
  std::erase_if(c->defects, [](const Defect& defect) {
    return !defect.proven && (defect.ailment == Ailment::kUnknownIssuer ||
                              defect.ailment == Ailment::kMissingIntermediate);
  });
}

void ReadAnchor(Case* c) {
  const tls::DistinguishedName* name = AnchorName(*c);
  if (name == nullptr || !SpeaksOfAnchors(*c)) return;
  const Other* probe = ThrowawayBelow(*c, *name, Links::kNone);
  if (probe == nullptr) return;
  const Anchor anchor = AnchorOf(*c, *probe);
  if (anchor == Anchor::kUnknown) return;
  c->anchor_probe = probe;
  switch (anchor) {
    case Anchor::kHeld:
      // The server looked for a revocation list before it tried the signature.
      Narrow(c, PresentedIntermediates(c->identity()) == 0
                    ? c->reading.Without({Ailment::kUnknownIssuer, Ailment::kMissingIntermediate,
                                          Ailment::kSelfSigned, Ailment::kTooDeep,
                                          Ailment::kRevocationUnknown})
                    : c->reading.Without({Ailment::kUnknownIssuer, Ailment::kMissingIntermediate,
                                          Ailment::kSelfSigned}));
      DropSuspicions(c);
      return;
    case Anchor::kNotHeld:
      Narrow(c, c->reading.Without({Ailment::kTooDeep, Ailment::kImpostor}));
      return;
    case Anchor::kStale: Narrow(c, c->reading.Only({Ailment::kRevocationUnknown})); return;
    case Anchor::kUnknown: return;
  }
}

bool TriedSignature(const Other& probe) {
  return AlertTo(probe) == AlertDescription::kDecryptError;
}

/// A throw-away that refers to the key of the authority above the presented chain: one who knows
/// the name with another key does not take it for the issuer.
void ReadKey(Case* c) {
  const Other* probe = ThrowawayBelow(*c, *AnchorName(*c), Links::kKeyed);
  if (probe == nullptr) return;
  const std::string& referred = probe->attempt->identity.chain.front().authority_key_id;
  if (referred != TopKeyId(*c)) return;
  if (TriedSignature(*probe)) {
    Narrow(c, c->reading.Without({Ailment::kImpostor}));
  } else if (AlertTo(*probe) == AlertDescription::kUnknownCa) {
    Narrow(c, c->reading.Only({Ailment::kImpostor, Ailment::kMisconfiguredTrust}));
  } else {
    return;
  }
  c->key_probe = probe;
}

/// A throw-away chain as long as the presented one.
void ReadDepth(Case* c) {
  // Below another key any chain is refused, and not for its length.
  if (c->key_probe == nullptr || KeyDiffers(*c)) return;
  const Other* probe = ThrowawayBelow(*c, *AnchorName(*c), Links::kSelfNamed);
  if (probe == nullptr) return;
  const bool long_enough =
      PresentedIntermediates(probe->attempt->identity) >= PresentedIntermediates(c->identity());
  if (TriedSignature(*probe) && long_enough) {
    Narrow(c, c->reading.Without({Ailment::kTooDeep}));
  } else if (AlertTo(*probe) == OwnAlert(*c)) {
    Narrow(c, c->reading.Only({Ailment::kTooDeep}));
  } else {
    return;
  }
  c->depth_probe = probe;
}

/// A throw-away chain over intermediates of which the server has no revocation list.
void ReadList(Case* c) {
  const Other* probe = ThrowawayBelow(*c, *AnchorName(*c), Links::kStrange);
  if (probe == nullptr) return;
  if (TriedSignature(*probe)) {
    Narrow(c, c->reading.Without({Ailment::kTooDeep, Ailment::kRevocationUnknown}));
  } else if (AlertTo(*probe) != OwnAlert(*c)) {
    return;
  }
  c->list_probe = probe;
}

}  // namespace

const tls::DistinguishedName* AnchorName(const Case& c) {
  const auto& chain = c.identity().chain;
  if (chain.empty() || chain.front().self_signed) return nullptr;
  const attempt::CertificateFacts& top = chain.back();
  const tls::DistinguishedName& name = top.self_signed ? top.subject : top.issuer;
  return name.empty() ? nullptr : &name;
}

bool SpeaksOfAnchors(const Case& c) {
  if (!c.RefusedPresented()) return false;
  if (c.dialect.stack != Stack::kOpenSsl && c.dialect.stack != Stack::kUnknown) return false;
  const auto alert = OwnAlert(c);
  if (!alert) return false;
  switch (*alert) {
    case AlertDescription::kUnknownCa:
    case AlertDescription::kDecryptError:
    case AlertDescription::kInternalError: return true;
    case AlertDescription::kCertificateExpired:
    case AlertDescription::kCertificateUnknown: return !HasDateDefect(c);
    default: return false;
  }
}

Anchor AnchorShown(const Case& c) {
  return c.anchor_probe == nullptr ? Anchor::kUnknown : AnchorOf(c, *c.anchor_probe);
}

std::string TopKeyId(const Case& c) {
  const auto& chain = c.identity().chain;
  if (chain.empty()) return {};
  return chain.back().self_signed ? chain.back().subject_key_id : chain.back().authority_key_id;
}

bool KeyDiffers(const Case& c) {
  return c.key_probe != nullptr && AlertTo(*c.key_probe) == AlertDescription::kUnknownCa;
}

void ReadProbes(Case* c) {
  if (!c->RefusedPresented()) return;
  ReadEcho(c);
  ReadContrast(c);
  ReadAnchor(c);
  if (AnchorShown(*c) != Anchor::kHeld) return;
  ReadKey(c);
  ReadDepth(c);
  ReadList(c);
}

}  // namespace shakedown::diagnosis
