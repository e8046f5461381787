#include "pki/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/mint.h"
#include "pki/read_facts.h"
#include "tests/unit/pki/check_path_fixture.h"

namespace shakedown::pki {
namespace {

using attempt::PathCheck;
using attempt::PathProblem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing_support::DefectsOf;
using testing_support::Need;
using CheckPathShapeTest = testing_support::CheckPathFixture;

/// `original` with one extension added or exchanged, signed anew.
ossl::X509Ptr Extended(X509* original, EVP_PKEY* issuer_key, int nid, bool critical,
                       const char* value) {
  ossl::X509Ptr copy(X509_dup(original));
  const int at = X509_get_ext_by_NID(copy.get(), nid, -1);
  const ossl::ExtensionPtr replaced(at < 0 ? nullptr : X509_delete_ext(copy.get(), at));
  const ossl::ExtensionPtr extension(X509V3_EXT_conf_nid(
      nullptr, nullptr, nid, (std::string(critical ? "critical," : "") + value).c_str()));
  EXPECT_NE(extension, nullptr);
  EXPECT_EQ(X509_add_ext(copy.get(), extension.get(), -1), 1);
  EXPECT_GT(X509_sign(copy.get(), issuer_key, EVP_sha256()), 0);
  return copy;
}

TEST_F(CheckPathShapeTest, UnknownCriticalExtensionIsAnUnsupportedShape) {
  const IdentityPtr identity = Make({});
  const ossl::X509Ptr leaf =
      Extended(identity->leaf.get(), root_->key.get(), NID_netscape_comment, true, "DER:05:00");
  EXPECT_THAT(DefectsOf(CheckPath(leaf.get(), {}, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kUnsupportedShape, 0)));
}

TEST_F(CheckPathShapeTest, ViolatedNameConstraintIsAnUnsupportedShape) {
  const AuthorityPtr middle = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr leaf = Need(Mint(*middle, {.dns_names = {"a.test"}}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(Extended(middle->certificate.get(), root_->key.get(), NID_name_constraints,
                               true, "permitted;DNS:b.test"));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kUnsupportedShape, 0)));
}

TEST_F(CheckPathShapeTest, ExceededPathLengthIsNotACa) {
  const AuthorityPtr upper = Need(MintIntermediate(*root_, "Upper"));
  ossl::X509Ptr limited = Extended(upper->certificate.get(), root_->key.get(),
                                   NID_basic_constraints, true, "CA:TRUE,pathlen:0");
  const IdentityPtr leaf = Need(Mint(*upper, {.intermediates = 1}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(ossl::UpRef(leaf->chain[0].get()));
  presented.push_back(std::move(limited));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kNotACa, 2)));
}

TEST_F(CheckPathShapeTest, IntermediateForServersOnlyIsTheWrongPurpose) {
  const AuthorityPtr middle = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr leaf = Need(Mint(*middle, {}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(Extended(middle->certificate.get(), root_->key.get(), NID_ext_key_usage,
                               false, "serverAuth"));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kWrongPurpose, 1)));
}

TEST_F(CheckPathShapeTest, KeyIdentifierOfAnotherKeyIsSaid) {
  // Signed by the root, but the key identifier names another certificate.
  const IdentityPtr good = Make({});
  const ossl::X509Ptr leaf =
      Extended(good->leaf.get(), root_->key.get(), NID_authority_key_identifier, false,
               "DER:30:06:80:04:01:02:03:04");
  const PathCheck check = CheckPath(leaf.get(), {}, {}, *Trust());
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
  EXPECT_THAT(check.findings[0].detail, HasSubstr("authority key identifier"));
}

TEST_F(CheckPathShapeTest, DamagedSignatureIsABadSignature) {
  const IdentityPtr good = Make({});
  Bytes der = ToDer(good->leaf.get());
  der.back() ^= 0x01;
  const uint8_t* position = der.data();
  const ossl::X509Ptr leaf(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  ASSERT_NE(leaf, nullptr);
  EXPECT_THAT(DefectsOf(CheckPath(leaf.get(), {}, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 0)));
}

}  // namespace
}  // namespace shakedown::pki
