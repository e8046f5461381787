// The identity's issuers against the authorities that the server lists.
#pragma once

#include <span>
#include <string>

#include "attempt/facts.h"
#include "tls/certificate_request.h"

namespace shakedown::diagnosis {

/// How the identity's chain relates to the list of CA names (RFC 9846 section 4.3.4, RFC 5246
/// section 7.4.4).
struct Listing {
  enum class Match {
    kNoList,     ///< no request, or its list is empty
    kListed,     ///< some issuer of the chain is listed, octet by octet
    kSameName,   ///< some issuer is listed in another encoding only
    kNotListed,  ///< no issuer of the chain is listed
  };
  Match match = Match::kNoList;
  size_t names = 0;       ///< entries of the list
  int chain_index = -1;   ///< certificate whose issuer matched
  int listed_index = -1;  ///< entry that it matched
};

/// Compares every issuer in `chain` with every listed name. `request` may be null.
Listing CompareWithList(std::span<const attempt::CertificateFacts> chain,
                        const tls::CertificateRequest* request);

/// "CN=Root A, CN=Root B and 3 more": at most five names, each cut to a bound.
std::string ListNames(const tls::CertificateRequest& request);
/// One name for people, quoted and cut to a bound: "'CN=alice,O=Example'".
std::string NameText(const tls::DistinguishedName& name);

}  // namespace shakedown::diagnosis
