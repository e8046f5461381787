#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientChainSignatureNotAccepted(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  // Without a list of its own nearly no client applies signature_algorithms to certificates.
  const auto& accepted = request->signature_algorithms_cert;
  if (accepted.empty()) return std::nullopt;
  const auto& chain = c.identity().chain;
  const auto bad = std::find_if(chain.begin(), chain.end(), [&accepted](const auto& certificate) {
    return !certificate.self_signed && certificate.signature_scheme &&
           std::find(accepted.begin(), accepted.end(), *certificate.signature_scheme) ==
               accepted.end();
  });
  if (bad == chain.end()) return std::nullopt;
  const auto depth = static_cast<int>(bad - chain.begin());
  Draft draft(c, depth == 0 ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(CertificateText(c, depth) + " is signed with " + tls::Name(*bad->signature_scheme) +
               ", which the server does not list")
      .Explain(
          "The server lists the kinds of signature that certificates may carry, and the one "
          "under " +
          CertificateText(c, depth) +
          " is not among them. The client's own key would fit, but the TLS library presented "
          "nothing because of that signature.")
      .Show("CertificateRequest lists signature_algorithms_cert " + ListSchemes(accepted),
            c.request()->number)
      .Show(CertificateText(c, depth) + " carries " + tls::Name(*bad->signature_scheme))
      .ShowSent()
      .ShowVerdict()
      .Fix("have the certificate issued again with a signature that the server lists");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
