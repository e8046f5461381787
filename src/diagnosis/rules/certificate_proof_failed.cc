#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> CertificateProofFailed(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kProof);
  const bool named = c.reading.Has(Ailment::kProof) && c.spoken;
  if (defect == nullptr && (!named || c.reading.size() > 2)) return std::nullopt;
  Certainty certainty = Certainty::kPossible;
  if (defect != nullptr) {
    certainty = Grade(c, *defect);
  } else if (c.reading.size() == 1) {
    certainty = Certainty::kLikely;
  }
  Draft draft(c, certainty);
  draft.Summary("the proof that the client holds the private key was refused");
  draft.Explain(
      "After its certificate the client signs the handshake with its private key. The server could "
      "not verify that signature with the public key in " +
      CertificateText(c, 0) +
      (defect != nullptr
           ? ", because " + defect->detail + "."
           : ". Key and certificate look right from here, so the signing component or "
             "the server's view of the certificate is at fault."));
  draft.ShowSent();
  if (const auto proof = attempt::FirstMessage(c.trace(), attempt::Side::kClient,
                                               tls::HandshakeType::kCertificateVerify)) {
    draft.Show("the client's signature (CertificateVerify) went out", proof.number);
  }
  if (defect != nullptr) draft.Show(defect->detail);
  draft.ShowVerdict().Fix(
      "configure the private key that belongs to the certificate; compare them with 'openssl x509 "
      "-noout -pubkey' and 'openssl pkey -pubout'");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
