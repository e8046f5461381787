// What one defect does to the certificates of an identity; each family of defects lists its own.
#pragma once

#include <span>

#include "ossl/handles.h"
#include "pki/certificate_plan.h"
#include "pki/defect.h"

namespace shakedown::pki::defects {

/// One defect: its word, and what it changes. Functions that are null change nothing.
struct Row {
  Defect defect;
  const char* word;
  /// Changes the leaf, whose issuer is known by then.
  void (*leaf)(CertificatePlan*) = nullptr;
  /// Changes the intermediate of that number, counted from the top.
  void (*intermediate)(int number, CertificatePlan*) = nullptr;
  int intermediates = 0;             ///< how many it needs at least
  bool rsa_authority = false;        ///< the topmost of them has an RSA key
  bool expired_copy = false;         ///< each of them is presented a second time, expired
  ossl::PkeyPtr (*key)() = nullptr;  ///< makes the leaf's key; null on failure
};

std::span<const Row> UsageDefects();      ///< key usage, extended key usage
std::span<const Row> EncodingDefects();   ///< how it is written
std::span<const Row> SignatureDefects();  ///< the issuer's signature
std::span<const Row> PathDefects();       ///< what the intermediate may do
std::span<const Row> NameConstraintDefects();
std::span<const Row> KeyDefects();
std::span<const Row> SizeDefects();

/// The row of `defect`.
const Row& RowOf(Defect defect);

}  // namespace shakedown::pki::defects
