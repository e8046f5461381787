// OCSP answers say what they are asked to say.
#include "pki/ocsp_answer.h"

#include <gtest/gtest.h>
#include <openssl/ocsp.h>

#include <memory>

namespace shakedown::pki {
namespace {

using BasicPtr = std::unique_ptr<OCSP_BASICRESP, ossl::Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, ossl::Deleter<OCSP_RESPONSE_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, ossl::Deleter<OCSP_CERTID_free>>;

class OcspAnswer : public testing::Test {
 protected:
  void SetUp() override {
    auto root = MintRoot("Root");
    ASSERT_TRUE(root);
    root_ = *root;
    auto client = Mint(*root_, {});
    ASSERT_TRUE(client);
    client_ = *client;
  }
  ResponsePtr Response(OcspManner manner) const {
    const Result<Bytes> der = MakeOcspAnswer(*root_, client_->leaf.get(), manner);
    EXPECT_TRUE(der);
    if (!der || der->empty()) return nullptr;
    const unsigned char* cursor = der->data();
    return ResponsePtr(d2i_OCSP_RESPONSE(nullptr, &cursor, static_cast<long>(der->size())));
  }
  BasicPtr Basic(OcspManner manner) const {
    const ResponsePtr response = Response(manner);
    return BasicPtr(response == nullptr ? nullptr : OCSP_response_get1_basic(response.get()));
  }
  /// The status for our client; -1: the answer is about somebody else.
  int Status(OCSP_BASICRESP* basic) const {
    const CertIdPtr id(OCSP_cert_to_id(nullptr, client_->leaf.get(), root_->certificate.get()));
    int status = -1;
    OCSP_resp_find_status(basic, id.get(), &status, nullptr, nullptr, nullptr, nullptr);
    return status;
  }
  bool Verifies(OCSP_BASICRESP* basic) const {
    const ossl::StorePtr store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), root_->certificate.get());
    return OCSP_basic_verify(basic, nullptr, store.get(), 0) > 0;
  }

  AuthorityPtr root_;
  IdentityPtr client_;
};

TEST_F(OcspAnswer, HasTheStatusAndASignatureOfTheCa) {
  const std::pair<OcspManner, int> cases[] = {{OcspManner::kGood, V_OCSP_CERTSTATUS_GOOD},
                                              {OcspManner::kRevoked, V_OCSP_CERTSTATUS_REVOKED},
                                              {OcspManner::kUnknown, V_OCSP_CERTSTATUS_UNKNOWN},
                                              {OcspManner::kStale, V_OCSP_CERTSTATUS_GOOD},
                                              {OcspManner::kOtherCertificate, -1}};
  for (const auto& [manner, status] : cases) {
    const BasicPtr basic = Basic(manner);
    ASSERT_NE(basic, nullptr) << ToString(manner);
    EXPECT_EQ(Status(basic.get()), status) << ToString(manner);
    EXPECT_TRUE(Verifies(basic.get())) << ToString(manner);
  }
}

TEST_F(OcspAnswer, IsSignedByThoseWhoMayNot) {
  for (const OcspManner manner : {OcspManner::kStranger, OcspManner::kNoPurpose}) {
    const BasicPtr basic = Basic(manner);
    ASSERT_NE(basic, nullptr);
    EXPECT_EQ(Status(basic.get()), V_OCSP_CERTSTATUS_GOOD);
    EXPECT_FALSE(Verifies(basic.get())) << ToString(manner);
  }
}

TEST_F(OcspAnswer, MayBeNone) {
  EXPECT_EQ(Response(OcspManner::kRefused), nullptr);
  EXPECT_EQ(Response(OcspManner::kSilent), nullptr);
  const ResponsePtr later = Response(OcspManner::kTryLater);
  ASSERT_NE(later, nullptr);
  EXPECT_EQ(OCSP_response_status(later.get()), OCSP_RESPONSE_STATUS_TRYLATER);
}

TEST_F(OcspAnswer, NamesAreReadBack) {
  for (const OcspManner manner : AllOcspManners()) {
    EXPECT_EQ(OcspMannerFromName(ToString(manner)), manner);
  }
  EXPECT_EQ(OcspMannerFromName("perhaps"), std::nullopt);
}

}  // namespace
}  // namespace shakedown::pki
