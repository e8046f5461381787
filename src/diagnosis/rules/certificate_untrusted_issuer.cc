#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/probe_signs.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

const attempt::CertificateFacts& Top(const Case& c) { return c.identity().chain.back(); }

/// A chain that ends in the air may lack an intermediate that would lead to a trusted authority;
/// only one that is sent up to its root is known to lead nowhere.
Certainty GradeUnknown(const Case& c, const Defect& unknown) {
  const Certainty certainty = Grade(c, unknown);
  return Top(c).self_signed ? certainty : std::min(certainty, Certainty::kLikely);
}

/// An accepted attempt whose chain ends at the same issuer's name under another key, or null.
const Other* OtherKeyOfThatName(const Case& c) {
  const attempt::CertificateFacts& top = Top(c);
  if (top.authority_key_id.empty()) return nullptr;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const auto& chain = other.attempt->identity.chain;
    return other.same_point && other.accepted() && other.sent == true && !other.throwaway() &&
           !chain.empty() && tls::SameName(chain.back().issuer, top.issuer) &&
           !chain.back().authority_key_id.empty() &&
           chain.back().authority_key_id != top.authority_key_id;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// The server's own certificates name the same authority with another key: the number of the event
/// that shows them, or -1. Who runs an authority for servers often uses it for clients as well.
int OtherKeyInServersChain(const Case& c) {
  const attempt::CertificateFacts& top = Top(c);
  const auto checked = attempt::Last<attempt::ServerChecked>(c.trace());
  if (!checked || top.authority_key_id.empty() || top.self_signed) return -1;
  const auto other = [&top](const tls::DistinguishedName& name, const std::string& key_id) {
    return !key_id.empty() && key_id != top.authority_key_id && tls::SameName(name, top.issuer);
  };
  const bool found = std::any_of(checked->chain.begin(), checked->chain.end(),
                                 [&](const attempt::CertificateFacts& facts) {
                                   return other(facts.issuer, facts.authority_key_id) ||
                                          other(facts.subject, facts.subject_key_id);
                                 });
  return found ? checked.number : -1;
}

Draft& Impostor(const Case& c, Draft& draft) {
  const std::string issuer = NameText(Top(c).issuer);
  return draft
      .Summary(fmt::format("the certificate comes from an authority named {} with another key than "
                           "the one the server trusts",
                           issuer))
      .Explain(fmt::format(
          "The server knows an authority by the name {}, and the client's certificate names it as "
          "issuer. Names can be copied, signatures cannot: the certificate was not signed by the "
          "key that the server holds for that name. Either the authority was set up anew with a "
          "new key, or somebody else uses its name.",
          issuer));
}

Finding Explain(const Case& c, Draft draft, const Defect* defect, bool impostor) {
  const std::string issuer = NameText(Top(c).issuer);
  if (impostor) {
    Impostor(c, draft);
  } else {
    draft.Summary(fmt::format("the server does not trust the issuer {}", issuer))
        .Explain(fmt::format(
            "The client presented a certificate whose chain ends at the issuer {}. {} The server "
            "could not trace it to an authority it trusts and refused it.",
            issuer,
            c.listing.match == Listing::Match::kNotListed
                ? "That authority is not among those that the server lists."
                : "The server did not say which authorities it accepts."));
  }
  draft.ShowRequest().ShowSent();
  if (defect != nullptr && !defect->detail.empty()) {
    draft.Show("check against the server's CA file: " + defect->detail);
  }
  draft.ShowVerdict();
  const std::string listed = ListedAuthorities(c);
  draft.Fix(listed.empty() ? "use a certificate from an authority that the server trusts"
                           : "use a certificate issued by " + listed);
  draft.Fix(TrustAdvice(c.dialect.product, issuer));
  return draft.Done();
}

/// Whether the wire leaves room for an impostor that no file in hand could show.
bool MayBeImpostor(const Case& c) {
  return c.RefusedPresented() && !c.identity().chain.empty() && IsAboutCertificate(c) &&
         !c.identity().path && c.reading.Has(Ailment::kImpostor) && !Explained(c);
}

/// The answer can mean nothing else than that the authority of that name is not this one.
bool OnlyTrustIsLeft(const Case& c) {
  return c.reading.Without({Ailment::kImpostor, Ailment::kMisconfiguredTrust, Ailment::kProof})
      .empty();
}

}  // namespace

std::optional<Finding> CertificateUntrustedIssuer(const Case& c) {
  if (!c.RefusedPresented() || c.identity().chain.empty()) return std::nullopt;
  if (const Defect* impostor = c.Find(Ailment::kImpostor)) {
    return Explain(c, Draft(c, Grade(c, *impostor)), impostor, true);
  }
  if (const Defect* unknown = c.Find(Ailment::kUnknownIssuer)) {
    return Explain(c, Draft(c, GradeUnknown(c, *unknown)), unknown, false);
  }
  if (KeyDiffers(c) && MayBeImpostor(c)) {
    return Explain(c, Draft(c, Certainty::kCertain), nullptr, true);
  }
  if (MayBeImpostor(c)) {
    if (const Other* twin = OtherKeyOfThatName(c)) {
      Draft draft(c, Certainty::kLikely);
      draft.ShowIn(*twin, "a certificate of the same issuer name and another issuer key got in",
                   twin->verdict.event);
      return Explain(c, std::move(draft), nullptr, true);
    }
    if (const int event = OtherKeyInServersChain(c); event >= 0) {
      Draft draft(c, Certainty::kLikely);
      draft.Show("the server's own certificate names an authority of that name with another key",
                 event);
      return Explain(c, std::move(draft), nullptr, true);
    }
    // A failed signature while key and certificate belong together is the certificate's own.
    if (c.reading == AilmentSet{Ailment::kProof, Ailment::kImpostor}) {
      return Explain(c, Draft(c, Certainty::kLikely), nullptr, true);
    }
  }
  const Anchor anchor = AnchorShown(c);
  // An authority of that name is there, and nothing else is left that the answer could mean.
  if (anchor == Anchor::kHeld && MayBeImpostor(c) && OnlyTrustIsLeft(c)) {
    return Explain(c, Draft(c, Certainty::kLikely), nullptr, true);
  }
  // No list, no CA file: only an answer that means "unknown issuer" speaks for it, or may mean it.
  const bool in_the_dark = c.listing.match == Listing::Match::kNoList && !c.identity().path;
  const bool said = c.Alert() == tls::AlertDescription::kUnknownCa;
  const bool may_mean = c.reading.Has(Ailment::kUnknownIssuer) && IsAboutCertificate(c);
  if (!in_the_dark || !may_mean || Explained(c) || anchor == Anchor::kHeld) return std::nullopt;
  const bool likely = said && (Top(c).self_signed || anchor == Anchor::kNotHeld);
  return Explain(c, Draft(c, likely ? Certainty::kLikely : Certainty::kPossible), nullptr, false);
}

std::optional<Finding> CertificateMaybeImpostor(const Case& c) {
  // The issuer's name is listed, nothing is wrong with the certificate, and it is refused all the
  // same: the name may be all that fits.
  const bool named = c.listing.match == Listing::Match::kListed || AnchorShown(c) == Anchor::kHeld;
  if (!MayBeImpostor(c) || !named) return std::nullopt;
  return Explain(c, Draft(c, Certainty::kPossible), nullptr, true);
}

}  // namespace shakedown::diagnosis
