#include "ossl/handles.h"

#include <gtest/gtest.h>

namespace shakedown::ossl {
namespace {

TEST(Handles, CostNoMoreThanAPointer) {
  static_assert(sizeof(X509Ptr) == sizeof(void*));
  static_assert(sizeof(X509StackPtr) == sizeof(void*));
}

TEST(Handles, UpRefSharesTheObjectAndOutlivesTheFirstOwner) {
  X509Ptr first(X509_new());
  ASSERT_EQ(X509_set_version(first.get(), X509_VERSION_3), 1);
  const X509Ptr second = UpRef(first.get());
  EXPECT_EQ(first.get(), second.get());
  first.reset();
  EXPECT_EQ(X509_get_version(second.get()), X509_VERSION_3);
}

TEST(Handles, UpRefWorksForKeysAndLists) {
  PkeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const PkeyPtr other_key = UpRef(key.get());
  key.reset();
  EXPECT_EQ(EVP_PKEY_is_a(other_key.get(), "ED25519"), 1);
  CrlPtr crl(X509_CRL_new());
  const CrlPtr other_crl = UpRef(crl.get());
  crl.reset();
  EXPECT_EQ(X509_CRL_set_version(other_crl.get(), X509_CRL_VERSION_2), 1);
}

TEST(Handles, StacksFreeTheirElements) {
  X509StackPtr stack(sk_X509_new_null());
  const X509Ptr certificate(X509_new());
  sk_X509_push(stack.get(), UpRef(certificate.get()).release());
  stack.reset();  // a leak or a double free shows under the address sanitizer
  EXPECT_NE(certificate, nullptr);
}

}  // namespace
}  // namespace shakedown::ossl
