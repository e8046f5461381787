#include "diagnosis/accepted.h"

#include <fmt/format.h>
#include <algorithm>

#include "diagnosis/draft.h"

namespace shakedown::diagnosis {
namespace {

/// A word for a defect that the server let pass; empty for one that says nothing about checking.
std::string ToleratedText(const Defect& defect) {
  if (!defect.proven) return {};
  switch (defect.ailment) {
    case Ailment::kExpired: return "has expired";
    case Ailment::kNotYetValid: return "is not valid yet";
    case Ailment::kSelfSigned: return "is signed by itself";
    case Ailment::kUnknownIssuer: return "comes from an authority outside the CA file at hand";
    case Ailment::kImpostor: return "was signed by another key than the authority's";
    case Ailment::kRevoked: return "is on the revocation list at hand";
    case Ailment::kWrongPurpose: return "is not meant for client authentication";
    case Ailment::kProof: return "was presented without a valid proof of its key";
    default: return {};
  }
}

std::string InsistenceText(Enforcement enforcement) {
  switch (enforcement) {
    case Enforcement::kOptional: return "Without one it lets clients in as well: it is optional.";
    case Enforcement::kRequiredTls: return "Without one it refuses clients in the TLS handshake.";
    case Enforcement::kRequiredHttp: return "Without one it refuses clients in its HTTP answer.";
    case Enforcement::kRequiredLater: return "Without one it refuses clients after the request.";
    default: return "Whether it would have insisted on one is not known from this attempt.";
  }
}

/// A certificate that nobody can trust and that got in at the same place, or null.
const Other* StrangerLetIn(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return other.throwaway() && other.same_point && other.sni == c.sni && other.sent == true &&
           other.accepted();
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// The attempt that shows what happens without a certificate, or null.
const Other* WithoutCertificate(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return other.same_point && other.sni == c.sni && other.host == c.host && other.sent == false &&
           !other.resumed && other.verdict.event >= 0;
  });
  return found != c.others.end() ? &*found : nullptr;
}

std::string HowText(const Case& c, Enforcement enforcement) {
  if (c.resumed) {
    return "The connection resumed an earlier session, so the server did not ask for a certificate "
           "again and kept what it knew from the first one.";
  }
  if (!c.requested()) {
    return "The server did not ask for a client certificate: this host and path are open as far as "
           "certificates go.";
  }
  if (c.sent == false) {
    return "The server asked for a certificate, got none, and let the client in all the same: on "
           "this host and path a certificate is optional.";
  }
  const std::string who =
      c.identity().chain.empty() ? "a certificate" : NameText(c.identity().chain.front().subject);
  return fmt::format("The server asked for a certificate and accepted {}. {}", who,
                     InsistenceText(enforcement));
}

/// Another protocol's application refused something that is not the certificate, and may not have
/// come to it.
bool RefusedOtherwise(const Case& c) {
  return c.verdict.ending == Ending::kAnswer && c.verdict.page == Page::kUnrelated;
}

std::string Summary(const Case& c) {
  if (c.resumed) return "accepted on a resumed session, without a new certificate";
  if (!c.requested()) return "accepted; no certificate was asked for";
  if (RefusedOtherwise(c)) {
    return std::string(c.sent == false ? "TLS stands without a certificate"
                                       : "TLS stands with the client's certificate") +
           "; the application refuses for another reason";
  }
  if (c.sent == false) return "accepted without a certificate, which is optional here";
  if (c.identity().chain.empty()) return "accepted with a certificate";
  return "accepted with the certificate " + NameText(c.identity().chain.front().subject);
}

}  // namespace

Finding Accepted(const Case& c, Enforcement enforcement) {
  // TLS 1.3 lets a client finish before its certificate is judged, and silence is not yet a yes.
  const bool heard =
      !RefusedOtherwise(c) && (c.verdict.ending == Ending::kReply ||
                               c.verdict.ending == Ending::kAnswer || c.verdict.tls_accepted);
  // A front that nobody asked for a certificate may have been refused one itself.
  const bool by_front = c.HasPage(Page::kGateway) && !c.requested() && !c.resumed;
  Draft draft(c, heard && !by_front ? Certainty::kCertain : Certainty::kLikely);
  std::string how = HowText(c, enforcement);
  if (c.sent == true && !c.resumed) {
    for (const Defect& defect : c.defects) {
      const std::string tolerated = ToleratedText(defect);
      if (tolerated.empty()) continue;
      how += fmt::format(" Note that {} {}, and the server did not mind.",
                         CertificateText(c, defect.depth), tolerated);
      break;
    }
  }
  if (RefusedOtherwise(c)) {
    how += " What the application refused is not about the certificate.";
  } else if (c.HasPage(Page::kUnrelated) || c.HasPage(Page::kGateway)) {
    how += fmt::format(" The status {} of the answer is not about the certificate.",
                       c.verdict.reply->status);
  }
  const Other* stranger = c.sent == true ? StrangerLetIn(c) : nullptr;
  if (stranger != nullptr) {
    how += " It lets in a self-signed throw-away certificate as well: nobody checks certificates.";
  }
  draft.Summary(Summary(c)).Explain(std::move(how)).ShowRequest().ShowSent().ShowVerdict();
  const Other* without = c.sent == true ? WithoutCertificate(c) : nullptr;
  for (const Other* other : {without, stranger}) {
    if (other == nullptr) continue;
    draft.ShowIn(*other, ObservedOf(*other->attempt, other->verdict), other->verdict.event);
  }
  return draft.Done();
}

}  // namespace shakedown::diagnosis
