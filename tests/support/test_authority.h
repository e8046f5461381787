// A test's certificate authority and shorthand for what is minted below it. Everything is made at
// run time; failing to mint ends the test program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "pki/chain.h"
#include "pki/mint.h"

namespace shakedown::testing_support {

/// The value, or the end of the program with the error's text.
template <typename T>
T Need(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().Text().c_str());
    std::abort();
  }
  return std::move(*result);
}

/// DER of a certificate's subject.
inline Bytes SubjectDer(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_NAME(X509_get_subject_name(certificate), &der);
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name) : root_(Need(pki::MintRoot(name))) {}
  explicit TestAuthority(pki::AuthorityPtr authority) : root_(std::move(authority)) {}

  const pki::Authority& authority() const { return *root_; }
  X509* certificate() const { return root_->certificate.get(); }
  Bytes name() const { return SubjectDer(certificate()); }

  pki::IdentityPtr Client(pki::Flaw flaw = pki::Flaw::kGood, int intermediates = 0) const {
    pki::MintRequest request;
    request.common_name = std::string("client ") + pki::ToString(flaw);
    request.flaw = flaw;
    request.intermediates = intermediates;
    return Need(pki::Mint(*root_, request));
  }
  pki::IdentityPtr Server(const std::string& host) const {
    pki::MintRequest request;
    request.name = host;
    request.dns_names = {host};
    request.server = true;
    return Need(pki::Mint(*root_, request));
  }
  pki::TrustStorePtr Trust() const {
    X509* const anchors[] = {certificate()};
    return pki::TrustStore::Of(anchors);
  }
  /// Trust with this authority's CRL that lists `revoked`; `lifetime` as for MintCrl.
  pki::TrustStorePtr TrustWithCrl(std::vector<X509*> revoked,
                                  Milliseconds lifetime = Milliseconds(3'600'000)) const {
    const ossl::CrlPtr crl = Need(pki::MintCrl(*root_, revoked, lifetime));
    X509* const anchors[] = {certificate()};
    X509_CRL* const crls[] = {crl.get()};
    return pki::TrustStore::Of(anchors, crls);
  }

 private:
  pki::AuthorityPtr root_;
};

}  // namespace shakedown::testing_support
